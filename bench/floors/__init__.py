"""The same done by hand, without the engine: what each figure is held against. Short, plain, whole."""
