"""What the pages of a questionnaire by link show: the questions in order, the answers, the help."""
