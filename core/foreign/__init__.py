"""Networks of strangers: what they take, found out and run in a process of their own, with limits."""
