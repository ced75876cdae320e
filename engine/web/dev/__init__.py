"""The developer mode: a bar under each page, a mailbox with every mail, a clock that can be advanced."""
