"""What is asked on the pages of this room. Forms say what is missing; whether an act may be done, the gate says."""
