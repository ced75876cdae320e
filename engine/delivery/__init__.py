"""What leaves the service: mail, PDF, the image of a challenge; and the words and templates they are made of."""
