/** What the provider knows farmhand by. */
export const client = { id: 'farmhand', secret: 'a-secret-of-farmhand-alone' };
