"""What people see and touch: four widgets, each useful alone."""
