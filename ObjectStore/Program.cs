using Platform.ObjectStore;
using Platform.ObjectStore.Hosting;

return await Server.RunAsync(args);
