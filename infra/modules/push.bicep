// Web PubSub, for pushing to devices.
param location string
param tags object
param name string
param production bool

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  tags: tags
  sku: production ? { name: 'Premium_P1', tier: 'Premium', capacity: 1 } : { name: 'Free_F1', tier: 'Free', capacity: 1 }
  properties: {
    disableLocalAuth: true
    tls: { clientCertEnabled: false }
  }
}
