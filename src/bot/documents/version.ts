/** The version of the documents' schema. It rises when a member is removed or means something else, not when one is added. */
export const version = 1;
