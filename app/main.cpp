#include "app/app.h"

int main(int argc, char** argv) { return probellm::app::run(argc, argv); }
