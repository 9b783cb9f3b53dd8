"""A business review as a PDF file."""
