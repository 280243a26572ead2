"""Editions, subscriptions and sending; reads from other apps."""
