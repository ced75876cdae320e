"""What a step, a page and a procedure cost, each beside a floor: the same done by hand, in the same run."""
