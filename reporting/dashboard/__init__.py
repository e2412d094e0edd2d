"""The lead’s page: is the service meeting its standards, for everyone, and where is the cause?"""
