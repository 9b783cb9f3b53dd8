"""What deserves an alert, how grave it is and whose it is: rules without tables."""
