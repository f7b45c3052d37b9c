const SECRET =
  /SECRET|TOKEN|PASS(?:WORD|WD|PHRASE)?(?:_|$)|API_?KEY|AUTH_KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIAL|HEADERS/iu;

/** Names of secrets, or of what tells which secrets to use, are shown; what a secret is, is not. */
const NAMES_ONLY =
  /KUBERNETES_SECRETS$|IMAGE_PULL_SECRETS$|SECRETS_BACKEND|SECRETS_ROLE|SECRETS_MANAGER_DEFAULT|SECRET_MANAGER_PREFIX|KEY_VAULT_PREFIX/u;

/** Whether a variable of this name likely holds a secret itself. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !NAMES_ONLY.test(name);
}
