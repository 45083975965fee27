export async function signIn() {}
