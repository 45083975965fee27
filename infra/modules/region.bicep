// One region: the host's storage, the plans, the network, and the applications. The primary alone owns ingestion, timers and consumers.
@description('The names and the place of this region.')
param stamp {
  location: string
  primary: bool
  host: string
  plan: string
  network: string
  api: string
  media: string
  audio: string
}
param tags object
param production bool
param partitions int
param image string
param webOrigins string
param durableProvider string
param durableName string
param identities { api: string, media: string }
param registryName string
param vaultName string
param documentsName string
param searchName string
param hubsName string
param uploadsName string
param insightsName string
param workspaceId string

@description('The id that Front Door names itself by; nobody else gets through.')
param edgeId string

@description('The address that listeners use.')
param publicAddress string

@description('Where listeners fetch this region\'s audio.')
param audioAddress string

@description('The form of audio\'s addresses: docs/playback.md.')
param audioForm string

// Generated from the code and tested against it: tests/Spotify.Infra.Tests/Functions.
var functions = loadJsonContent('../functions.json')
// Timers and consumers run once, in the primary region; what a caller starts runs anywhere, on the hub that all regions share.
var notOnApi = concat(functions.media, stamp.primary ? [] : functions.triggers)

module host 'account.bicep' = {
  params: {
    location: stamp.location
    tags: tags
    name: stamp.host
    sku: production ? 'Standard_ZRS' : 'Standard_LRS'
    public: !production
    containers: []
    workspaceId: workspaceId
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = if (production) {
  name: stamp.network
  location: stamp.location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      { name: 'api', properties: { addressPrefix: '10.0.0.0/23', delegations: [{ name: 'web', properties: { serviceName: 'Microsoft.Web/serverFarms' } }] } }
      { name: 'media', properties: { addressPrefix: '10.0.2.0/24', delegations: [{ name: 'web', properties: { serviceName: 'Microsoft.Web/serverFarms' } }] } }
      { name: 'endpoints', properties: { addressPrefix: '10.0.4.0/24', privateEndpointNetworkPolicies: 'Disabled' } }
    ]
  }
}

// dev: both applications on one EP1 of one instance. prod: a plan for each, so that encoding never takes a listener's processor.
resource apiPlan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${stamp.plan}-api'
  location: stamp.location
  tags: tags
  kind: 'elastic'
  sku: production ? { name: 'EP3', tier: 'ElasticPremium', capacity: 3 } : { name: 'EP1', tier: 'ElasticPremium', capacity: 1 }
  properties: { reserved: true, maximumElasticWorkerCount: production ? 100 : 1, zoneRedundant: production }
}

resource mediaPlan 'Microsoft.Web/serverfarms@2024-04-01' = if (production && stamp.primary) {
  name: '${stamp.plan}-media'
  location: stamp.location
  tags: tags
  kind: 'elastic'
  sku: { name: 'EP3', tier: 'ElasticPremium', capacity: 3 }
  properties: { reserved: true, maximumElasticWorkerCount: 40, zoneRedundant: true }
}

var common = {
  stamp: stamp
  production: production
  partitions: partitions
  webOrigins: webOrigins
  durableProvider: durableProvider
  durableName: durableName
  vaultName: vaultName
  documentsName: documentsName
  searchName: searchName
  hubsName: hubsName
  uploadsName: uploadsName
  insightsName: insightsName
  publicAddress: publicAddress
  audioAddress: audioAddress
  audioForm: audioForm
}

module api 'app.bicep' = {
  params: {
    common: common
    tags: tags
    name: stamp.api
    // azd deploys to the one resource with this tag; the workflow rolls out to the other regions.
    service: stamp.primary ? 'api' : ''
    hub: 'api'
    identityName: identities.api
    registryName: registryName
    image: image
    planId: apiPlan.id
    subnetId: production ? '${network.id}/subnets/api' : ''
    disabled: notOnApi
    leastInstances: production ? 3 : 1
    mostInstances: production ? 100 : 1
    tracksAtOnce: 0
    allowed: [
      {
        name: 'edge'
        action: 'Allow'
        priority: 100
        tag: 'ServiceTag'
        ipAddress: 'AzureFrontDoor.Backend'
        headers: { 'x-azure-fdid': [edgeId] }
      }
    ]
  }
  dependsOn: [host]
}

module media 'app.bicep' = if (stamp.primary) {
  params: {
    common: common
    tags: tags
    name: stamp.media
    service: 'media'
    hub: 'media'
    identityName: identities.media
    registryName: registryName
    image: image
    planId: production ? mediaPlan.id : apiPlan.id
    subnetId: production ? '${network.id}/subnets/media' : ''
    disabled: functions.api
    leastInstances: production ? 3 : 1
    mostInstances: production ? 40 : 1
    // Six times the instances: docs/ingestion-queue.md.
    tracksAtOnce: production ? 240 : 6
    allowed: [
      {
        name: 'edge'
        action: 'Allow'
        priority: 100
        tag: 'ServiceTag'
        ipAddress: 'AzureFrontDoor.Backend'
        headers: { 'x-azure-fdid': [edgeId] }
      }
      // The blob trigger's events are posted by Event Grid.
      { name: 'events', action: 'Allow', priority: 110, tag: 'ServiceTag', ipAddress: 'AzureEventGrid' }
    ]
  }
  dependsOn: [host]
}
