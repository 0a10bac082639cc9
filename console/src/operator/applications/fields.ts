/** In the order of the form. */
export const applicationFields = ['name', 'licence_number', 'legal_person', 'contact_name', 'contact_phone', 'contact_email', 'bank_name', 'bank_account', 'about', 'store_slug'] as const;
