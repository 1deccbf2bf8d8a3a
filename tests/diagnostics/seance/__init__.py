"""Sessions: services, screens, phones, exports."""
