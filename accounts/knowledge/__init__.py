"""What the team writes down about a customer: notes, business case, use cases, channels."""
