/** The whole of the days that somebody names, in the time of the one who names them. */
export const startOf = (day: string) => new Date(`${day}T00:00:00`).toISOString();
export const endOf = (day: string) => new Date(`${day}T23:59:59.999`).toISOString();
