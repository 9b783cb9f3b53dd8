"""Lists of contacts who would like to try what an announcement offers."""
