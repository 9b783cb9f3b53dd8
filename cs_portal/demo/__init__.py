"""The demo book: a small world of customers that has really lived through its days."""
