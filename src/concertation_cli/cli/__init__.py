"""The command line: parse, load, advise, present, deliver. It decides nothing of the domain."""
