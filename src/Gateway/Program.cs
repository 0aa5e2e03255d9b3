using Servepath.Gateway.Commands;
using Servepath.Gateway.Hosting;

return await CommandLine.RunAsync(args, StartCommand.RunAsync);
