"""What is measured: a module each, which gives its rows of the table."""
