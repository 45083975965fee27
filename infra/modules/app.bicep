// One function app of the one image, and every setting that it needs.
@description('What both applications of a region share.')
param common {
  stamp: { location: string, primary: bool, host: string, plan: string, network: string, api: string, media: string, audio: string }
  production: bool
  partitions: int
  webOrigins: string
  durableProvider: string
  durableName: string
  vaultName: string
  documentsName: string
  searchName: string
  hubsName: string
  uploadsName: string
  insightsName: string
  publicAddress: string
  audioAddress: string
  audioForm: string
}
param tags object
param name string

@description('The service of azure.yaml; empty for one that azd does not deploy to.')
param service string

@description('The task hub.')
param hub string
param identityName string
param registryName string
param image string
param planId string
param subnetId string

@description('Functions that do not run here.')
param disabled string[]
param leastInstances int
param mostInstances int

@description('Tracks in work at once on all instances; 0 where none are.')
param tracksAtOnce int
param allowed object[]

var storage = environment().suffixes.storage

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-11-01-preview' existing = {
  name: registryName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: common.vaultName
}

resource documents 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' existing = {
  name: common.documentsName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: common.insightsName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' existing = if (common.durableProvider == 'DurableTaskScheduler') {
  name: common.durableName
}

// Each connection by its endpoint and this application's identity; there is no key to leak.
var connections = {
  AzureWebJobsStorage__blobServiceUri: 'https://${common.stamp.host}.blob.${storage}'
  AzureWebJobsStorage__queueServiceUri: 'https://${common.stamp.host}.queue.${storage}'
  AzureWebJobsStorage__tableServiceUri: 'https://${common.stamp.host}.table.${storage}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  Uploads__blobServiceUri: 'https://${common.uploadsName}.blob.${storage}'
  // Where the trigger parks what fails five times.
  Uploads__queueServiceUri: 'https://${common.uploadsName}.queue.${storage}'
  Uploads__credential: 'managedidentity'
  Uploads__clientId: identity.properties.clientId
  Media__blobServiceUri: 'https://${common.stamp.audio}.blob.${storage}'
  Media__credential: 'managedidentity'
  Media__clientId: identity.properties.clientId
  EventHubs__fullyQualifiedNamespace: '${common.hubsName}.servicebus.windows.net'
  EventHubs__credential: 'managedidentity'
  EventHubs__clientId: identity.properties.clientId
  EventHubs__partitions: string(common.partitions)
  Cosmos__accountEndpoint: documents.properties.documentEndpoint
  Cosmos__database: 'spotify'
  Cosmos__credential: 'managedidentity'
  Cosmos__clientId: identity.properties.clientId
  Search__endpoint: 'https://${common.searchName}.search.windows.net'
  Search__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
}

var settings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false'
  // The image runs as a user who may not open a port below 1024.
  WEBSITES_PORT: '8080'
  // Two proxies of ours: Front Door, and the Functions host.
  Telemetry__TrustedProxies: '2'
  Accounts__Issuer: common.publicAddress
  Accounts__DevelopmentClient: 'false'
  Catalog__PublicAddress: common.publicAddress
  Cors__Origins: common.webOrigins
  Edge__Address: common.audioAddress
  Edge__Form: common.audioForm
  // One address for all listeners of a track for six hours: docs/playback.md has what that does to hits at the edge.
  Edge__Window: '06:00:00'
  Edge__LeastLife: '00:55:00'
  Edge__TokenAddress: '${common.publicAddress}/v1'
  Logging__Console__FormatterName: 'json'
  // An instance of four processors is full later than one of one; docs/observability.md says what goes first.
  Shedding__Capacity: common.production ? '1000' : '250'
  Audit__KeptDays: common.production ? '400' : '90'
  // Hundreds of millions of listeners in parts that fit into an instance's memory: docs/recommendations-pipeline.md.
  Recommendations__Ranges: common.production ? '4096' : '32'
  Recommendations__ListenerBlocks: common.production ? '512' : '8'
  RecommendationServing__CachedLists: common.production ? '100000' : '20000'
}

// Read from the vault by the platform, with the application's identity; the settings hold addresses, not values.
var secrets = {
  Accounts__KeyEncryptionKey: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/key-encryption-key)'
  Accounts__OperatorSecret: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/operator-secret)'
  Billing__Secrets__0: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/billing-secret)'
}

var durable = common.durableProvider == 'DurableTaskScheduler' ? {
  AzureFunctionsJobHost__extensions__durableTask__hubName: hub
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler!.properties.endpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId};TaskHub=${hub}'
} : {
  // Hubs of one account are told apart by name.
  AzureFunctionsJobHost__extensions__durableTask__hubName: 'Spotify${hub}'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureStorage'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__partitionCount: '16'
}

var work = tracksAtOnce == 0 ? {} : { Ingestion__TurnsAtOnce: string(tracksAtOnce) }
var switches = toObject(disabled, one => 'AzureWebJobs.${one}.Disabled', one => 'true')

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: common.stamp.location
  tags: empty(service) ? tags : union(tags, { 'azd-service-name': service })
  kind: 'functionapp,linux,container'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: planId
    reserved: true
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    vnetRouteAllEnabled: !empty(subnetId)
    vnetImagePullEnabled: !empty(subnetId)
    siteConfig: {
      // Before the first deployment the base image answers.
      linuxFxVersion: 'DOCKER|${empty(image) ? 'mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0' : image}'
      acrUseManagedIdentityCreds: true
      acrUserManagedIdentityID: identity.properties.clientId
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      alwaysOn: false
      healthCheckPath: '/health/live'
      minimumElasticInstanceCount: leastInstances
      functionAppScaleLimit: mostInstances
      functionsRuntimeScaleMonitoringEnabled: true
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: allowed
      scmIpSecurityRestrictionsDefaultAction: common.production ? 'Deny' : 'Allow'
      scmIpSecurityRestrictionsUseMain: false
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, connections, secrets, durable, work, switches, {
      DOCKER_REGISTRY_SERVER_URL: 'https://${registry.properties.loginServer}'
    })
  }

  // Deployment with a password is off, whoever holds one.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}
