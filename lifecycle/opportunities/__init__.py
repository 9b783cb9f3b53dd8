"""Chances to help a customer to more: the rules that find them, and what people do with them."""
