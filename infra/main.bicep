// The whole deployment: one resource group, shared services, and one regional stamp for each region. `azd up` runs it; docs/deploy.md explains it.
targetScope = 'subscription'

@minLength(1)
@maxLength(20)
@description('The name of the environment: part of every name, and the value of the tag azd-env-name.')
param environmentName string

@minLength(1)
@description('The primary region: ingestion, timers, search and the one that documents are written in.')
param location string

@description('Who deploys; may set secrets, push images and read what is stored. Empty for nobody.')
param principalId string = deployer().objectId

@allowed(['User', 'ServicePrincipal'])
@description('What kind of identity deploys.')
param principalType string = 'User'

@allowed(['dev', 'prod'])
@description('dev: the least that works, no redundancy. prod: zones, private endpoints, autoscale, and a second region where one is named.')
param size string = 'dev'

@description('A second region that serves on its own. Empty for none.')
param secondLocation string = ''

@allowed(['DurableTaskScheduler', 'AzureStorage'])
@description('Where orchestrations keep their state. It cannot be changed while runs are under way: neither reads the other\'s.')
param durableProvider string = 'DurableTaskScheduler'

@description('The image of the application; empty before the first deployment: the base image stands in.')
param image string = ''

@description('The origins of web pages whose scripts may call and fetch audio, parted by commas. Empty for none.')
param webOrigins string = ''

@description('Whether all listeners of a track share its address, or each has one of his own: docs/playback.md.')
@allowed(['Shared', 'Bound'])
param audioForm string = 'Shared'

@description('Who is told of alerts and of the budget. Empty for nobody.')
param alertEmail string = ''

@minValue(0)
@description('The budget of a month, in the currency of the subscription; 0 for none.')
param monthlyBudget int = 0

@description('The first day of the budget, the first of a month.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('When the plans of the api keep more instances, in UTC, parted by semicolons: Thursday@21:30-Friday@03:00=20. Empty for never; prod only.')
param releaseWindows string = ''

@description('Web PubSub, for pushing to devices. No function uses it yet.')
param push bool = false

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var production = size == 'prod'
// Of each hub. Premium takes 100; docs/deploy.md derives how many the load needs. The number never changes after: users would change partitions.
var partitions = production ? 100 : 4
var regions = empty(secondLocation) ? [location] : [location, secondLocation]
var names = {
  apiIdentity: 'id-api-${token}'
  mediaIdentity: 'id-media-${token}'
  scaleIdentity: production && !empty(releaseWindows) ? 'id-scale-${token}' : ''
  registry: 'cr${token}'
  vault: 'kv-${token}'
  logs: 'log-${token}'
  insights: 'appi-${token}'
  documents: 'cosmos-${token}'
  search: 'srch-${token}'
  push: 'wps-${token}'
  durable: 'dts-${token}'
  edge: 'afd-${token}'
  hubs: 'evhns-${token}'
  uploads: 'stup${token}'
  media: 'stmedia${token}'
}
// Regional names end in the region's number, so that a second region may be added or dropped without renaming the first.
var stamps = [
  for (region, i) in regions: {
    location: region
    primary: i == 0
    host: 'stapp${token}${i}'
    plan: 'plan-${token}-${i}'
    network: 'vnet-${token}-${i}'
    api: 'func-api-${token}-${i}'
    media: 'func-media-${token}-${i}'
    audio: i == 0 ? names.media : 'stmedia${token}${i}'
  }
]

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: { location: location, tags: tags, apiName: names.apiIdentity, mediaName: names.mediaIdentity, scaleName: names.scaleIdentity }
}

module telemetry 'modules/telemetry.bicep' = {
  scope: group
  params: { location: location, tags: tags, logsName: names.logs, insightsName: names.insights, production: production }
}

module registry 'modules/registry.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.registry, production: production, replica: secondLocation }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.vault, production: production, workspaceId: telemetry.outputs.workspaceId }
}

module documents 'modules/documents.bicep' = {
  scope: group
  params: {
    locations: regions
    tags: tags
    name: names.documents
    production: production
    workspaceId: telemetry.outputs.workspaceId
    contributors: [identities.outputs.apiPrincipalId, identities.outputs.mediaPrincipalId]
  }
}

module hubs 'modules/hubs.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.hubs, production: production, partitions: partitions, secondLocation: secondLocation }
}

module search 'modules/search.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.search, production: production }
}

module webPubSub 'modules/push.bicep' = if (push) {
  scope: group
  params: { location: location, tags: tags, name: names.push, production: production }
}

module durable 'modules/durable.bicep' = if (durableProvider == 'DurableTaskScheduler') {
  scope: group
  params: { location: location, tags: tags, name: names.durable }
}

module uploads 'modules/uploads.bicep' = {
  scope: group
  params: { location: location, tags: tags, name: names.uploads, production: production, workspaceId: telemetry.outputs.workspaceId }
}

module audio 'modules/media.bicep' = [
  for stamp in stamps: {
    scope: group
    params: {
      location: stamp.location
      tags: tags
      name: stamp.audio
      production: production
      webOrigins: webOrigins
      workspaceId: telemetry.outputs.workspaceId
    }
  }
]

module replication 'modules/replication.bicep' = if (!empty(secondLocation)) {
  scope: group
  params: { sourceName: stamps[0].audio, targetName: last(stamps)!.audio }
  dependsOn: [audio]
}

module edge 'modules/edge.bicep' = {
  scope: group
  params: {
    tags: tags
    name: names.edge
    production: production
    workspaceId: telemetry.outputs.workspaceId
    apis: [for stamp in stamps: { name: stamp.api, location: stamp.location }]
    ingestion: stamps[0].media
    accounts: [for stamp in stamps: { name: stamp.audio, location: stamp.location }]
  }
  dependsOn: [audio]
}

module stamp 'modules/region.bicep' = [
  for (one, i) in stamps: {
    scope: group
    params: {
      stamp: one
      tags: tags
      production: production
      partitions: partitions
      image: image
      webOrigins: webOrigins
      durableProvider: durableProvider
      durableName: names.durable
      identities: {
        api: names.apiIdentity
        media: names.mediaIdentity
      }
      registryName: names.registry
      vaultName: names.vault
      documentsName: names.documents
      searchName: names.search
      hubsName: names.hubs
      uploadsName: names.uploads
      insightsName: names.insights
      workspaceId: telemetry.outputs.workspaceId
      edgeId: edge.outputs.frontDoorId
      publicAddress: edge.outputs.apiAddress
      audioAddress: edge.outputs.audioAddresses[i]
      audioForm: audioForm
    }
    dependsOn: [identities, registry, vault, documents, hubs, search, durable, uploads, audio]
  }
]

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    api: identities.outputs.apiPrincipalId
    media: identities.outputs.mediaPrincipalId
    deployer: principalId
    deployerType: principalType
    hosts: [for one in stamps: one.host]
    hubs: names.hubs
    audio: [for one in stamps: one.audio]
    uploads: names.uploads
    registry: names.registry
    vault: names.vault
    search: names.search
    insights: names.insights
    durable: durableProvider == 'DurableTaskScheduler' ? names.durable : ''
    push: push ? names.push : ''
    scale: identities.outputs.scalePrincipalId
    plans: empty(names.scaleIdentity) ? [] : map(stamps, one => '${one.plan}-api')
  }
  dependsOn: [registry, vault, hubs, search, telemetry, durable, uploads, audio, webPubSub, stamp]
}

module schedule 'modules/schedule.bicep' = if (!empty(names.scaleIdentity)) {
  scope: group
  params: {
    location: location
    tags: tags
    identityName: names.scaleIdentity
    plans: [for one in stamps: '${one.plan}-api']
    leastInstances: 3
    windows: releaseWindows
  }
  dependsOn: [roles, stamp]
}

module privateEndpoints 'modules/private.bicep' = if (production) {
  scope: group
  params: {
    tags: tags
    networks: [for one in stamps: { name: one.network, location: one.location }]
    targets: flatten([
      [
        { name: names.documents, type: 'Microsoft.DocumentDB/databaseAccounts', group: 'Sql' }
        { name: names.vault, type: 'Microsoft.KeyVault/vaults', group: 'vault' }
        { name: names.search, type: 'Microsoft.Search/searchServices', group: 'searchService' }
        { name: names.registry, type: 'Microsoft.ContainerRegistry/registries', group: 'registry' }
        { name: names.hubs, type: 'Microsoft.EventHub/namespaces', group: 'namespace' }
        { name: names.uploads, type: 'Microsoft.Storage/storageAccounts', group: 'blob' }
        { name: names.uploads, type: 'Microsoft.Storage/storageAccounts', group: 'queue' }
      ]
      flatten(map(stamps, one => [
        { name: one.audio, type: 'Microsoft.Storage/storageAccounts', group: 'blob' }
        { name: one.host, type: 'Microsoft.Storage/storageAccounts', group: 'blob' }
        { name: one.host, type: 'Microsoft.Storage/storageAccounts', group: 'queue' }
        { name: one.host, type: 'Microsoft.Storage/storageAccounts', group: 'table' }
      ]))
    ])
  }
  dependsOn: [registry, vault, documents, hubs, search, uploads, audio, stamp]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    insightsName: names.insights
    email: alertEmail
    hubsName: names.hubs
    edgeName: names.edge
    audioHost: replace(edge.outputs.audioAddresses[0], 'https://', '')
  }
  dependsOn: [hubs, stamp]
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmail)) {
  scope: group
  params: { amount: monthlyBudget, email: alertEmail, start: budgetStart }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AZURE_KEY_VAULT_NAME string = names.vault
output API_URI string = edge.outputs.apiAddress
output AUDIO_URI string = edge.outputs.audioAddresses[0]
output API_APP_NAMES string[] = [for one in stamps: one.api]
output MEDIA_APP_NAME string = stamps[0].media
output UPLOADS_ACCOUNT_NAME string = names.uploads
output SEARCH_NAME string = names.search
