// A small application for the crash tests: it is started as a process of its own, killed without warning and started again over the same folder.
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spotify.CrashHost;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton(new EffectLog(builder.Configuration["EffectLog"] ?? throw new InvalidOperationException("EffectLog is not set: name a file.")));
builder.Build().Run();
