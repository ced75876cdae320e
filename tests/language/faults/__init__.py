"""Single faults put into good files: what `check` finds of them, where, and whether its fix fixes them."""
