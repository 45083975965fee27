Console.WriteLine("spotify");
