/** Services that are reached over the network; their names mean nothing else, so they count anywhere. */
export const SERVICES: ReadonlySet<string> = wordsIn(`
  github gitlab bitbucket gitea slack notion jira confluence atlassian asana trello clickup hubspot salesforce pipedrive
  zendesk intercom freshdesk stripe paypal shopify woocommerce quickbooks xero sentry datadog grafana newrelic pagerduty
  opsgenie splunk dynatrace honeycomb posthog mixpanel figma figjam google gmail gcloud gcp gdrive youtube twitter
  telegram whatsapp discord wechat onedrive sharepoint aws azure cloudflare vercel netlify supabase firebase
  digitalocean heroku linode hetzner elasticsearch opensearch pinecone weaviate qdrant snowflake bigquery databricks
  airtable zapier n8n twilio sendgrid mailchimp mailgun postmark dropbox calendly spotify reddit linkedin facebook
  instagram tiktok openai anthropic replicate huggingface serper serpapi firecrawl apify browserbase everart argocd argo
  kubernetes jenkins circleci buildkite codacy sonarqube snyk dependabot zscaler okta auth0 crowdstrike virustotal
  shodan brevo klaviyo contentful wordpress webflow todoist evernote smartsheet docusign typeform surveymonkey
  eventbrite airbnb yahoo binance coinbase zerodha etherscan openweather openweathermap mapbox foursquare arxiv pubmed
  wikipedia wikidata gyazo flomo cloudinary unsplash pexels deepl elevenlabs heygen saas dynamodb cloudwatch icloud
  microsoft apple amazon`);

/** Services whose names are words as well: they count in the name of a tool or a server. */
export const SERVICES_IN_NAMES: ReadonlySet<string> = wordsIn(`
  linear monday make square plaid segment miro canva drive sheets gsheets calendar signal zoom outlook office railway fly
  atlas perplexity exa tavily brave context7 backlog wrike coda basecamp uber booking kraken kite alpaca polygon maps amap
  resend box ghost sanity sonar seer droplet droplets docr doks s3 ec2 iam lambda teams exa ref zoho bing apps spaces
  brave zia zpa zdx ztw zcc hf k8s`);

/** Things that live with a service rather than on a machine. */
export const SERVICE_THINGS: ReadonlySet<string> = wordsIn(`
  issue issues ticket tickets channel channels workspace workspaces organization organizations organisation customer
  customers invoice invoices subscription subscriptions payment payments order orders deal deals lead leads contact
  contacts campaign campaigns email emails inbox calendar meeting meetings board boards card cards sprint sprints
  milestone milestones team teams repository repositories gist tweet tweets dsn dsns deployment deployments tenant
  account accounts stock stocks ticker market flight flights hotel hotels weather cloud news droplet droplets api
  coupon refund product products price prices video videos playlist track tracks image images sms podcast
  vpc firewall loadbalancer kubernetes pipeline pipelines workflow workflows webhook webhooks`);

/** Words of tools that reach the web at large. */
export const WEB_WORDS: ReadonlySet<string> = wordsIn(`
  browser http https internet playwright puppeteer selenium crawl crawler scrape scraper navigate website webpage`);

/** Things that are on the machine, or behind a connection of one's own. */
export const LOCAL_WORDS: ReadonlySet<string> = wordsIn(`
  mongodb postgres postgresql pg sqlite mysql mariadb redis duckdb clickhouse database databases collection sql file files
  directory directories filesystem folder process processes terminal local staged unstaged worktree stash git vault
  notes obsidian echo`);

/** Words that make `web` the web: `web_search`, and not `web_traffic_report`. */
export const WEB_ACTS: ReadonlySet<string> = wordsIn(
  'search fetch url urls page pages browse crawl scrape content read',
);

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
