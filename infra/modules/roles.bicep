// Who may do what: one list of grants, one loop. The names of the roles are in roles.json, with the ids that Azure gives them.
param api string
param media string

@description('Who deploys; empty for nobody.')
param deployer string
param deployerType string
param hosts string[]
param hubs string
param audio string[]
param uploads string
param registry string
param vault string
param search string
param insights string

@description('Empty where orchestrations keep their state in storage.')
param durable string

@description('Empty where there is none.')
param push string

@description('What scales by the calendar; empty where nothing does.')
param scale string

@description('The plans that it scales; none where nothing does.')
param plans string[]

var roles = loadJsonContent('../roles.json')
var storageType = 'Microsoft.Storage/storageAccounts'
var applications = [api, media]

var both = flatten(map(applications, one => flatten([
  flatten(map(hosts, host => [
    { principal: one, role: 'StorageBlobDataOwner', scope: resourceId(storageType, host) }
    { principal: one, role: 'StorageQueueDataContributor', scope: resourceId(storageType, host) }
    { principal: one, role: 'StorageTableDataContributor', scope: resourceId(storageType, host) }
  ]))
  map(audio, account => { principal: one, role: 'StorageBlobDataContributor', scope: resourceId(storageType, account) })
  [
    { principal: one, role: 'EventHubsDataSender', scope: resourceId('Microsoft.EventHub/namespaces', hubs) }
    { principal: one, role: 'KeyVaultSecretsUser', scope: resourceId('Microsoft.KeyVault/vaults', vault) }
    { principal: one, role: 'AcrPull', scope: resourceId('Microsoft.ContainerRegistry/registries', registry) }
    { principal: one, role: 'MonitoringMetricsPublisher', scope: resourceId('Microsoft.Insights/components', insights) }
  ]
  empty(durable) ? [] : [{ principal: one, role: 'DurableTaskDataContributor', scope: resourceId('Microsoft.DurableTask/schedulers', durable) }]
])))

var apiAlone = concat(
  // It signs what listeners fetch and what labels upload.
  map(audio, account => { principal: api, role: 'StorageBlobDelegator', scope: resourceId(storageType, account) }),
  [
    { principal: api, role: 'StorageBlobDelegator', scope: resourceId(storageType, uploads) }
    { principal: api, role: 'StorageBlobDataContributor', scope: resourceId(storageType, uploads) }
    { principal: api, role: 'EventHubsDataReceiver', scope: resourceId('Microsoft.EventHub/namespaces', hubs) }
    { principal: api, role: 'SearchIndexDataContributor', scope: resourceId('Microsoft.Search/searchServices', search) }
    { principal: api, role: 'SearchServiceContributor', scope: resourceId('Microsoft.Search/searchServices', search) }
  ],
  empty(push) ? [] : [{ principal: api, role: 'WebPubSubServiceOwner', scope: resourceId('Microsoft.SignalRService/webPubSub', push) }]
)

var mediaAlone = [
  // What a blob trigger with an identity needs: the blobs, their receipts, and the queue of those that failed.
  { principal: media, role: 'StorageBlobDataOwner', scope: resourceId(storageType, uploads) }
  { principal: media, role: 'StorageQueueDataContributor', scope: resourceId(storageType, uploads) }
]

var scaleAlone = map(plans, plan => { principal: scale, role: 'WebPlanContributor', scope: resourceId('Microsoft.Web/serverfarms', plan) })

var grants = concat(both, apiAlone, mediaAlone, scaleAlone)
var deployersGrants = empty(deployer) ? [] : [
  { principal: deployer, role: 'AcrPush', scope: resourceId('Microsoft.ContainerRegistry/registries', registry) }
]

// Bicep's own resource takes no scope by id; the template beside this does, which is all it does.
module grant 'grant.json' = [
  for one in grants: {
    name: 'grant-${uniqueString(one.scope, one.role, one.principal)}'
    params: { principalId: one.principal, principalType: 'ServicePrincipal', roleId: roles[one.role], scope: one.scope }
  }
]

module deployersGrant 'grant.json' = [
  for one in deployersGrants: {
    name: 'grant-${uniqueString(one.scope, one.role, one.principal)}'
    params: { principalId: one.principal, principalType: deployerType, roleId: roles[one.role], scope: one.scope }
  }
]
