// Logs and metrics: one workspace, one Application Insights that takes no key.
param location string
param tags object
param logsName string
param insightsName string
param production bool

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: logsName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: production ? 90 : 30
    // A cap stops a runaway log before it costs more than the service.
    workspaceCapping: { dailyQuotaGb: production ? 500 : 1 }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
  }
}

output workspaceId string = logs.id
