"""The plan itself: programme record, intended results, planning, decisions."""
