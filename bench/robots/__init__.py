"""What a robot can do that was made for no CAPTCHA of ours: a reader and a listener with public tools."""
