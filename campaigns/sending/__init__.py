"""What the sender needs: which mails leave next, their letters, their claims and their marks."""
