"""How a book of accounts comes in from outside: checked row by row, compared, then written."""
