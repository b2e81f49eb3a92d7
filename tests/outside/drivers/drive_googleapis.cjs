// @googleapis/calendar in an environment of its own: each verb is a method, as "events.insert".
const readline = require("node:readline");
const { auth, calendar } = require("@googleapis/calendar");

let service;

function connect({ url, token, refresh_token, client_id, client_secret }) {
  const client = new auth.OAuth2({
    clientId: client_id,
    clientSecret: client_secret,
    endpoints: { oauth2TokenUrl: `${url}/token` },
  });
  client.setCredentials({ access_token: token, refresh_token });
  service = calendar({ version: "v3", auth: client, rootUrl: `${url}/` });
  return null;
}

async function answered(verb, { headers, ...parameters }) {
  if (verb === "connect") return connect(parameters);
  const [resource, method] = verb.split(".");
  const { status, data } = await service[resource][method](parameters, { headers });
  return { status, data };
}

function described(error) {
  const kind = error.response?.data?.error?.errors?.[0]?.reason ?? error.name;
  return { kind, text: error.message, status: error.status ?? null };
}

async function converse() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { verb, arguments: given } = JSON.parse(line);
    const answer = await answered(verb, given).then(
      (result) => ({ result }),
      (error) => ({ error: described(error) }),
    );
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

converse();
