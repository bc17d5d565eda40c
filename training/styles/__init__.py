"""Drawing styles made by classical image processing: each turns a photograph into the target of a training pair."""
