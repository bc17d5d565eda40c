"""Drawing styles by classical image processing: they make the targets of training pairs."""
