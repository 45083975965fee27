// What tests and CI evaluate for size prod with two regions; azd takes main.parameters.json.
using 'main.bicep'

param environmentName = 'prod'
param location = 'westeurope'
param secondLocation = 'northeurope'
param principalId = '00000000-0000-0000-0000-000000000001'
param principalType = 'ServicePrincipal'
param size = 'prod'
param image = 'crexample.azurecr.io/spotify/api:1'
param webOrigins = 'https://play.example.com'
param alertEmail = 'operators@example.com'
param monthlyBudget = 20000
param budgetStart = '2026-12-01'
param releaseWindows = 'Thursday@21:30-Friday@03:00=20; Sunday@22:00-Monday@01:30=12'
param push = true
