"""The screens of collection: forms for the public, what they brought, contests, how customers came in."""
