"""PHQ-9, GAD-7 and other measures: answers, scores, progress."""
