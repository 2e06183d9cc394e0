"""The wizard: asks the questionnaire in a terminal. Draws on standard error only."""
