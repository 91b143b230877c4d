/**
 * Where secrets lie, as a path or a part of a command names it. `.env.example` and its like hold none. Each part is bounded
 * by what cannot be part of a name, and none repeats another: matching takes time in proportion to the text.
 */
export const SECRET_PLACE = new RegExp(
  String.raw`(?:^|[\s/\\"'=@:(<])(?:${[
    String.raw`\.env(?:\.(?:local|prod|production|staging|stage|dev|development|test))?`,
    String.raw`id_(?:rsa|dsa|ecdsa|ed25519)`,
    String.raw`\.ssh(?:[/\\][^\s"']{0,200})?`,
    String.raw`\.aws[/\\](?:credentials|config)`,
    String.raw`\.azure[/\\][^\s"']{0,200}`,
    String.raw`\.config[/\\]gcloud[/\\][^\s"']{0,200}`,
    String.raw`\.kube[/\\]config`,
    String.raw`\.docker[/\\]config\.json`,
    String.raw`\.(?:netrc|pgpass|npmrc|pypirc|git-credentials|vault-token|htpasswd|my\.cnf)`,
    String.raw`\.gnupg(?:[/\\][^\s"']{0,200})?`,
    String.raw`(?:etc[/\\])?(?:g?shadow|sudoers)`,
    String.raw`proc[/\\][^\s"'/\\]{1,20}[/\\]environ`,
    String.raw`credentials(?:\.(?:json|ya?ml|ini|csv|db))?`,
    String.raw`secrets?\.(?:json|ya?ml|toml|env|txt|ini)`,
    String.raw`service[-_]account[^\s"'/\\]{0,60}\.json`,
    String.raw`wallet\.dat`,
    String.raw`(?:login|logins|cookies|key[34])\.(?:json|db|sqlite)`,
    String.raw`[^\s"'/\\]{1,100}\.(?:pem|pfx|p12|kdbx|keystore|jks|ppk)`,
    String.raw`(?:private|server|client|tls)[-_.]?key(?:\.key)?`,
  ].join('|')})(?=$|[\s"')>;|&,:])`,
  'i',
);
