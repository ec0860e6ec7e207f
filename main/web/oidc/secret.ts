/** The variable of the environment that has the client's secret. */
export const secretName = 'FARMHAND_OIDC_SECRET';

/** What to do where it is not set. */
export const secretMissing = `${secretName} is not set; it is the client secret that the provider gave for farmhand`;
