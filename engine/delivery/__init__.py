"""What leaves the service: mails, PDFs, the image and sound of a challenge; and the messages and templates used."""
