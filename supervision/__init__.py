"""Case-management supervision: meetings, agendas, decisions."""
