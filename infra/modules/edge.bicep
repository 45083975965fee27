// Front Door: the one way in. The API goes uncached to the applications, audio and covers cached from storage.
param tags object
param name string
param production bool
param workspaceId string

type origin = {
  name: string
  location: string
}

@description('The api of each region, the nearest healthy one serves.')
param apis origin[]

@description('The application that owns ingestion.')
param ingestion string

@description('The account of audio of each region.')
param accounts origin[]

var primary = apis[0].name

resource profile 'Microsoft.Cdn/profiles@2024-09-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: { name: production ? 'Premium_AzureFrontDoor' : 'Standard_AzureFrontDoor' }
  properties: { originResponseTimeoutSeconds: 60 }
}

resource api 'Microsoft.Cdn/profiles/afdEndpoints@2024-09-01' = {
  parent: profile
  name: 'api-${uniqueString(profile.id)}'
  location: 'global'
  properties: { enabledState: 'Enabled' }
}

// One for each account: a signature is good for the account that it names, wherever the listener is.
resource audio 'Microsoft.Cdn/profiles/afdEndpoints@2024-09-01' = [
  for (one, i) in accounts: {
    parent: profile
    name: 'audio${i == 0 ? '' : string(i + 1)}-${uniqueString(profile.id)}'
    location: 'global'
    properties: { enabledState: 'Enabled' }
  }
]

var probe = { probePath: '/health/live', probeProtocol: 'Https', probeRequestType: 'GET', probeIntervalInSeconds: 30 }
var nearest = { sampleSize: 4, successfulSamplesRequired: 2, additionalLatencyInMilliseconds: 50 }

resource applications 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'api'
  properties: { loadBalancingSettings: nearest, healthProbeSettings: probe, sessionAffinityState: 'Disabled' }
}

resource operators 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'operators'
  properties: { loadBalancingSettings: nearest, healthProbeSettings: probe, sessionAffinityState: 'Disabled' }
}

resource deliveries 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'ingestion'
  properties: { loadBalancingSettings: nearest, healthProbeSettings: probe, sessionAffinityState: 'Disabled' }
}

// No probe: storage answers nobody without a signed address. An origin that fails requests is left all the same.
resource storage 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = [
  for (one, i) in accounts: {
    parent: profile
    name: 'audio${i == 0 ? '' : string(i + 1)}'
    properties: { loadBalancingSettings: nearest, sessionAffinityState: 'Disabled' }
  }
]

resource apiOrigins 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = [
  for one in apis: {
    parent: applications
    name: one.name
    properties: {
      hostName: '${one.name}.azurewebsites.net'
      originHostHeader: '${one.name}.azurewebsites.net'
      httpsPort: 443
      priority: 1
      weight: 1000
      enforceCertificateNameCheck: true
    }
  }
]

resource operatorOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = {
  parent: operators
  name: primary
  properties: {
    hostName: '${primary}.azurewebsites.net'
    originHostHeader: '${primary}.azurewebsites.net'
    httpsPort: 443
    priority: 1
    weight: 1000
    enforceCertificateNameCheck: true
  }
}

resource ingestionOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = {
  parent: deliveries
  name: ingestion
  properties: {
    hostName: '${ingestion}.azurewebsites.net'
    originHostHeader: '${ingestion}.azurewebsites.net'
    httpsPort: 443
    priority: 1
    weight: 1000
    enforceCertificateNameCheck: true
  }
}

resource audioOrigins 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = [
  for (one, i) in accounts: {
    parent: storage[i]
    name: one.name
    properties: {
      hostName: '${one.name}.blob.${environment().suffixes.storage}'
      originHostHeader: '${one.name}.blob.${environment().suffixes.storage}'
      httpsPort: 443
      priority: 1
      weight: 1000
      enforceCertificateNameCheck: true
    }
  }
]

// What the applications say themselves (Http__StrictTransportDays), for storage too, and for what the platform answers by itself.
resource headers 'Microsoft.Cdn/profiles/ruleSets@2024-09-01' = {
  parent: profile
  name: 'headers'
}

resource strictTransport 'Microsoft.Cdn/profiles/ruleSets/rules@2024-09-01' = {
  parent: headers
  name: 'strictTransport'
  properties: {
    order: 0
    matchProcessingBehavior: 'Continue'
    conditions: [{ name: 'RequestScheme', parameters: { typeName: 'DeliveryRuleRequestSchemeConditionParameters', operator: 'Equal', matchValues: ['HTTPS'], negateCondition: false } }]
    actions: [{ name: 'ModifyResponseHeader', parameters: { typeName: 'DeliveryRuleHeaderActionParameters', headerAction: 'Overwrite', headerName: 'Strict-Transport-Security', value: 'max-age=31536000' } }]
  }
}

resource everything 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: api
  name: 'api'
  properties: {
    originGroup: { id: applications.id }
    patternsToMatch: ['/*']
    ruleSets: [{ id: headers.id }]
    supportedProtocols: ['Https', 'Http']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [apiOrigins, strictTransport]
}

// What operators start runs in the primary region, where timers and consumers are.
resource administration 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: api
  name: 'operators'
  properties: {
    originGroup: { id: operators.id }
    patternsToMatch: ['/v1/admin/*']
    ruleSets: [{ id: headers.id }]
    supportedProtocols: ['Https', 'Http']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [operatorOrigin, strictTransport]
}

// The runs of deliveries are known to the application that owns them alone.
resource ingestionRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: api
  name: 'ingestion'
  properties: {
    originGroup: { id: deliveries.id }
    patternsToMatch: ['/v1/admin/ingestion', '/v1/admin/ingestion/*']
    ruleSets: [{ id: headers.id }]
    supportedProtocols: ['Https', 'Http']
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [ingestionOrigin, strictTransport]
}

resource audioRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = [
  for (one, i) in accounts: {
    parent: audio[i]
    name: 'audio'
    properties: {
      originGroup: { id: storage[i].id }
      // Never the archive or the statements.
      patternsToMatch: ['/audio/*', '/images/*']
      ruleSets: [{ id: headers.id }]
      supportedProtocols: ['Https']
      httpsRedirect: 'Disabled'
      forwardingProtocol: 'HttpsOnly'
      linkToDefaultDomain: 'Enabled'
      // With the signature in the key nobody gets by a cache what storage would refuse him. Ignoring it would serve whoever knows the path: the rules of Front Door compare and rewrite, and
      // compute no HMAC. That is why addresses that are bound to one listener lead to the api (/v1/audio/*, never cached), which checks them and leads on to the address that all share.
      cacheConfiguration: { queryStringCachingBehavior: 'UseQueryString' }
    }
    dependsOn: [audioOrigins, strictTransport]
  }
]

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: 'waf${uniqueString(profile.id)}'
  location: 'global'
  tags: tags
  sku: { name: production ? 'Premium_AzureFrontDoor' : 'Standard_AzureFrontDoor' }
  properties: {
    policySettings: { enabledState: 'Enabled', mode: 'Prevention', requestBodyCheck: 'Enabled' }
    customRules: {
      rules: [
        {
          name: 'flood'
          priority: 1
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          // Far above what one listener's limits allow, since many share an address: it stops floods, not listeners.
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: 20000
          action: 'Block'
          matchConditions: [{ matchVariable: 'RemoteAddr', operator: 'IPMatch', negateCondition: false, matchValue: ['0.0.0.0/0', '::/0'] }]
        }
      ]
    }
    // Managed rules come with Premium alone; bots that only look are left to the application's limits.
    managedRules: production ? { managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleSetAction: 'Block' }] } : { managedRuleSets: [] }
  }
}

resource guard 'Microsoft.Cdn/profiles/securityPolicies@2024-09-01' = {
  parent: profile
  name: 'waf'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: firewall.id }
      associations: [{ domains: [{ id: api.id }], patternsToMatch: ['/*'] }]
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: profile
  name: 'edge'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FrontDoorHealthProbeLog', enabled: true }, { category: 'FrontDoorWebApplicationFirewallLog', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output frontDoorId string = profile.properties.frontDoorId
output apiAddress string = 'https://${api.properties.hostName}'

@description('Where listeners fetch the audio of each region.')
output audioAddresses string[] = [for (one, i) in accounts: 'https://${audio[i].properties.hostName}']
