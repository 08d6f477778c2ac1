"""The screens: `desk` is the back office, `common` what every screen shares.

Main words: page, partial, permission, scope.
Stands on the use cases and on the domains' queries; no rule lives here.
"""
