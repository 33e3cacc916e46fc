"""A small invented newsroom, so that every screen has something to show on first start.

People, places and organisations are made up. Loaded by `manage.py load_demo`, in development only.
"""
