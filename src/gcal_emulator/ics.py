def seed_from_ics(*a, **k): raise NotImplementedError
class IcsError(ValueError): pass
