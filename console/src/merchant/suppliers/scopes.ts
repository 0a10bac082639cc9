/** Who may look at suppliers and at what they credit, and who may change them. */
export const supplyRead = 'supply:read';
export const supplyWrite = 'supply:write';
